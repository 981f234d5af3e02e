/// The build step that turns the classes of the official Java client into OpenAPI schemas: resource
/// `dev/marina/schemas/definitions.json`, one schema per definition name of the release's own OpenAPI document.
/// Beside it `wire.json` says how the same types travel as protobuf: field numbers, names and kinds of every message.
///
/// What the classes lack stands in `src/main/facts/definitions.json`: which class a definition is, list types, list-map keys,
/// patch strategies and merge keys. A type is added by adding its definitions there.
package dev.marina.schemas;
