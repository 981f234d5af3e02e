/// A cache for images of other registries, which nodes pull through: each layer comes into the installation once.
///
/// [PullThrough] answers nodes, [UpstreamRegistry] asks the registry that the operator has named, with the operator's login or none, and
/// [CacheFiles] keeps what came within its bound. What a tenant pulls with a login of its own never comes here.
package dev.marina.registry.cache;
