/// The build step that turns the classes of the official Java client into OpenAPI schemas: resource
/// `dev/marina/schemas/definitions.json`, one schema per definition name of the release's own OpenAPI document.
/// Beside it `wire.json` says how the same types travel as protobuf: field numbers, names and kinds of every message.
///
/// What the classes lack stands in `src/main/facts/definitions.json`, for every stable type of the release: which class a
/// definition is; list and map types, list-map keys and their defaults, patch strategies and merge keys; the text of fields of
/// another type; and when a field is written (`json`): `kept` where it was given, `omitted` where it is empty, `zero` or `null` always. Unless said, plain fields,
/// lists and maps are `omitted`, other objects `kept`. docs/adr/apiserver-stored-as-go-writes.md
/// `src/main/facts/wire.json` has, by message, the numbers of the fields that Go holds as values: they are written even where they are
/// empty, and the descriptors do not tell them from others.
package dev.marina.schemas;
