/// Clusters as data: shards with one owner each, one committer per shard, immutable images for readers, windows of
/// events for watchers. Section 3 of ARCHITECTURE.md. The only package that imports jetcd is `dev.marina.store.etcd`.
package dev.marina.store;
