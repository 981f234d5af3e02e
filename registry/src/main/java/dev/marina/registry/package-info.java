/// The gate before the platform's registry, which is Debian's `docker-registry`. It lets a request through only with a token of the platform's, counts what
/// a tenant stores against what its plan allows while the bytes come in, and knows the registry's files: it lists a tenant's images, removes them, and takes
/// away what nothing refers to any more.
///
/// Purpose: one registry for all tenants in which nobody reaches or fills another's part. Settings: [dev.marina.registry.RegistryGateConfig]. When it
/// fails, nothing is pushed and pulled until the supervisor has started it again; what was being pushed is pushed again by the client.
package dev.marina.registry;
