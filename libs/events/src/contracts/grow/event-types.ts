import type { EventTypeDefinition } from '../../contract.js';

const text = (description: string) => ({ type: 'string', description }) as const;
const count = (description: string) => ({ type: 'integer', minimum: 0, description }) as const;
/** Grow writes every time in UTC with exactly three digits of milliseconds. */
const timestamp = (description: string) =>
  ({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$', description }) as const;

/**
 * The twenty attributes, "available for every contact event". Only the phone number identifies a contact, so
 * only it is required: whether Grow leaves unknown attributes out or sends null is not documented.
 */
const contactSchema = {
  type: 'object',
  required: ['msisdn'],
  properties: {
    msisdn: {
      type: 'integer',
      minimum: 1,
      maximum: 999_999_999_999_999,
      description: 'The phone number: a JSON number with the country code, without a plus sign.',
    },
    profileCreatedAt: timestamp('When the contact was first acquired.'),
    source: text('How the contact was acquired: form, keyword, mobile_identity, import.'),
    source_value: text(
      'Depends on the source: onsite_campaign_id for form and mobile_identity, automation_id for keyword, ' +
        '"csv" or "orders" for import.',
    ),
    eshop_opt_in: { type: 'boolean', description: 'Whether the contact consents to marketing by the e-shop.' },
    last_eshop_opt_in_date: timestamp('When the contact last opted in.'),
    ecom_email: text('The latest e-mail address that was given in a form.'),
    ecom_signups_count: count('Sign-ups in the e-shops.'),
    ecom_device_type: text('The device on which the contact subscribed: mobile, desktop.'),
    ecom_browser_name: text('The browser in which the contact subscribed.'),
    ecom_locale: text('The locale of that browser.'),
    ecom_timezone: text('The time zone of that browser, as UTC-03:00.'),
    ecom_os_name: text('The operating system on which the contact subscribed.'),
    ecom_signup_domain: text('The domain of the latest sign-up.'),
    ecom_signup_path: text('The path of the latest sign-up.'),
    ecom_signup_referrer_url: text('The referrer of the latest sign-up.'),
    last_order_date: timestamp('When the contact last ordered.'),
    ecom_total_order_count: count('Orders in the e-shop.'),
    ecom_total_order_amount: count('Total amount of those orders, of no stated currency.'),
    last_click_date: timestamp('When the contact last clicked in a message.'),
  },
} as const;

const contactSample = {
  msisdn: 5599999999999,
  profileCreatedAt: '2022-11-24T09:59:41.163Z',
  source: 'form',
  source_value: 'onsite_campaign_id',
  eshop_opt_in: true,
  last_eshop_opt_in_date: '2023-11-16T11:33:29.485Z',
  ecom_email: 'test@gmail.com',
  ecom_signups_count: 2,
  ecom_device_type: 'mobile',
  ecom_browser_name: 'Chrome',
  ecom_locale: 'pt-br',
  ecom_timezone: 'UTC-03:00',
  ecom_os_name: 'Android',
  ecom_signup_domain: 'www.websitedomain.com.br',
  ecom_signup_path: '/lancamentos',
  ecom_signup_referrer_url: 'https://www.google.com',
  last_order_date: '2024-09-26T00:08:18.161Z',
  ecom_total_order_count: 6,
  ecom_total_order_amount: 832,
  last_click_date: '2023-10-03T07:58:18.893Z',
} as const;

/**
 * Grow's two contact events. It documents them by title alone ("Contact Subscribes"), so the names are ours.
 *
 * Source: https://grow.helpscoutdocs.com/article/93-webhook-connector
 */
export const growEventTypes = [
  {
    name: 'contact.subscribed',
    category: 'contact',
    description: 'A contact subscribed to the list via an on-site campaign.',
    schema: contactSchema,
    sample: contactSample,
  },
  {
    name: 'contact.unsubscribed',
    category: 'contact',
    description: 'A recipient unsubscribed.',
    schema: contactSchema,
    sample: { ...contactSample, eshop_opt_in: false },
  },
] as const satisfies readonly EventTypeDefinition[];
