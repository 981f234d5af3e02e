/// The registry's files, as `docker-registry` lays them out, and what is counted, listed, removed and swept of them. Nobody else knows them.
/// https://github.com/distribution/distribution/blob/v2.8.2/registry/storage/paths.go
package dev.marina.registry.storage;
