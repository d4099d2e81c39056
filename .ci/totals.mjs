// Prints the totals of a jest report, and nothing else. A suite that could not be loaded counts as one failure,
// because it has no tests that could fail.
import { readFileSync } from 'node:fs';

function totals(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 }; // the run ended before jest could report
  }
}

const { passed, failed } = totals(process.argv[2]);
console.log(`${passed} passed, ${failed} failed`);
if (passed === 0 || failed > 0) process.exitCode = 1;
