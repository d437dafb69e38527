import Type, { type Static } from 'typebox';

/** Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2), field by field, in the form of its JSON. What the specification allows to be
 *  left out is left out, never null. No field names a person: those that it knows are only ever received. */

const text = Type.String({ minLength: 1 });
/** W3C date and time (https://www.w3.org/TR/NOTE-datetime) with its zone. */
const datetime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$' });
const address = Type.String({ pattern: '^https?://' });
const closed = { additionalProperties: false };

export const endpointSchema = Type.Object(
  {
    specification: Type.Literal('http://wiki.open311.org/GeoReport_v2'),
    url: address,
    changeset: datetime,
    type: Type.Enum(['production', 'test']),
    formats: Type.Array(Type.Enum(['text/xml', 'application/json']), { minItems: 1 }),
  },
  closed,
);
export const discoverySchema = Type.Object(
  { changeset: datetime, contact: text, key_service: text, endpoints: Type.Array(endpointSchema, { minItems: 1 }) },
  closed,
);
export type Discovery = Static<typeof discoverySchema>;

export const serviceSchema = Type.Object(
  {
    service_code: text,
    service_name: text,
    description: Type.Optional(text),
    metadata: Type.Boolean(),
    type: Type.Enum(['realtime', 'batch', 'blackbox']),
    keywords: Type.Optional(text),
    group: Type.Optional(text),
  },
  closed,
);
export const servicesSchema = Type.Array(serviceSchema);
export type Service = Static<typeof serviceSchema>;

export const definitionSchema = Type.Object(
  {
    service_code: text,
    attributes: Type.Array(
      Type.Object(
        {
          variable: Type.Boolean(),
          code: text,
          datatype: Type.Enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
          required: Type.Boolean(),
          datatype_description: Type.Optional(text),
          order: Type.Integer({ minimum: 1 }),
          description: Type.Optional(text),
          values: Type.Optional(Type.Array(Type.Object({ key: text, name: text }, closed))),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ServiceDefinition = Static<typeof definitionSchema>;

/** `extended_attributes` and `notes` are the extension that Boston, Chicago and San Francisco share (GeoReport_v2/Extensions). */
export const requestSchema = Type.Object(
  {
    service_request_id: text,
    status: Type.Enum(['open', 'closed']),
    status_notes: Type.Optional(text),
    service_name: text,
    service_code: text,
    description: text,
    agency_responsible: Type.Optional(text),
    service_notice: Type.Optional(text),
    requested_datetime: datetime,
    updated_datetime: datetime,
    expected_datetime: Type.Optional(datetime),
    address: Type.Optional(text),
    address_id: Type.Optional(text),
    zipcode: Type.Optional(text),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    long: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    media_url: Type.Optional(address),
    extended_attributes: Type.Optional(
      Type.Object(
        {
          channel: text,
          photos: Type.Array(
            Type.Object(
              {
                media_url: address,
                title: Type.Optional(text),
                width: Type.Optional(Type.Integer()),
                height: Type.Optional(Type.Integer()),
                created_at: datetime,
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    notes: Type.Optional(Type.Array(Type.Object({ datetime, description: text, type: text }, closed))),
  },
  closed,
);
export const requestsSchema = Type.Array(requestSchema);
export type ServiceRequest = Static<typeof requestSchema>;

/** What was made of a sending: here always the number itself, never a token to ask for it. */
export const createdSchema = Type.Array(Type.Object({ service_request_id: text, service_notice: Type.Optional(text) }, closed), {
  minItems: 1,
  maxItems: 1,
});
export type Created = Static<typeof createdSchema>;

/** mySociety's extension, as FixMyStreet asks for it: what happened to requests since. */
export const updatesSchema = Type.Array(
  Type.Object(
    {
      update_id: text,
      service_request_id: text,
      status: Type.Enum(['open', 'closed']),
      external_status_code: text,
      updated_datetime: datetime,
      description: text,
    },
    closed,
  ),
);
export type ServiceRequestUpdates = Static<typeof updatesSchema>;

export const updatedSchema = Type.Array(Type.Object({ update_id: text, service_request_id: text }, closed), {
  minItems: 1,
  maxItems: 1,
});

export const errorsSchema = Type.Array(Type.Object({ code: Type.Integer(), description: text }, closed), { minItems: 1 });
export type Errors = Static<typeof errorsSchema>;

const some = (description: string) => Type.Optional(Type.String({ description }));

/** Query of every address. */
export const placeQuery = Type.Object({ jurisdiction_id: some('ISTAT code of a municipality; without it, all of them') });

export const requestsQuery = Type.Object({
  ...placeQuery.properties,
  service_request_id: some('Comma-separated; then what follows is not looked at'),
  service_code: some('Comma-separated'),
  start_date: some('W3C date and time with zone; the span is 90 days at most, and the last 90 when nothing is said'),
  end_date: some('W3C date and time with zone'),
  status: some('open, closed, comma-separated'),
  page: some('From 1'),
  page_size: some('1 to 1000, which it is when nothing is said'),
  extensions: some('true adds extended_attributes and notes'),
});

/** The form of a new request. */
export const sendingForm = Type.Object({
  api_key: Type.String(),
  ...placeQuery.properties,
  service_code: Type.String(),
  lat: some('WGS84, with long'),
  long: some('WGS84, with lat'),
  address_string: some('Words that say where; without lat and long they need jurisdiction_id'),
  address_id: some('No register of addresses is published: alone it is not found'),
  email: some('Gets a link that proves the address'),
  first_name: some('For the office alone'),
  last_name: some('For the office alone'),
  description: some('At most 4,000 characters'),
  media_url: some('Address of an image, which is fetched'),
});

/** The same in parts, with files, as Helsinki and Bloomington take it. */
export const sendingParts = Type.Object({
  ...sendingForm.properties,
  media: Type.Optional(Type.Array(Type.String({ contentMediaType: 'image/*' }), { maxItems: 5, description: 'Also as media[]' })),
});

export const updatesQuery = Type.Object({
  ...placeQuery.properties,
  start_date: requestsQuery.properties.start_date,
  end_date: requestsQuery.properties.end_date,
  page: requestsQuery.properties.page,
  page_size: requestsQuery.properties.page_size,
});

/** The form of a new update. */
export const updateForm = Type.Object({
  api_key: Type.String(),
  service_request_id: Type.String(),
  update_id: Type.String({ description: 'What the other system calls it: the same twice is one' }),
  description: Type.String(),
  status: some('open or closed; also the words of FixMyStreet, such as IN_PROGRESS or FIXED'),
});
