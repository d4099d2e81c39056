// Says of every request in the file named by the first argument whether the Standard Webhooks library takes it.
package main

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

type request struct {
	Secret  string            `json:"secret"`
	Headers map[string]string `json:"headers"`
	Body    []byte            `json:"body"`
}

type verdict struct {
	Library  string `json:"library"`
	Accepted []bool `json:"accepted"`
}

var refusals = []error{
	standardwebhooks.ErrNoMatchingSignature,
	standardwebhooks.ErrMessageTooOld,
	standardwebhooks.ErrMessageTooNew,
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: verifiers <file of requests>")
	}
	requests, err := readRequests(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	result := verdict{Library: "standard-webhooks"}
	for _, each := range requests {
		accepted, err := accepts(each)
		if err != nil {
			log.Fatal(err)
		}
		result.Accepted = append(result.Accepted, accepted)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}

func readRequests(path string) (requests []request, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return requests, json.Unmarshal(text, &requests)
}

// Only a refusal of what was signed counts: any other error is a failure of this test.
func accepts(each request) (bool, error) {
	webhook, err := standardwebhooks.NewWebhook(each.Secret)
	if err != nil {
		return false, err
	}
	headers := http.Header{}
	for name, value := range each.Headers {
		headers.Set(name, value)
	}
	err = webhook.Verify(each.Body, headers)
	for _, refusal := range refusals {
		if errors.Is(err, refusal) {
			return false, nil
		}
	}
	return err == nil, err
}
