/// Volumes of pods: the kinds that the node makes itself, and CSI drivers for claims.
///
/// Nothing that a tenant can write is ever followed by name as root: paths within a volume and `hostPath`s are opened inside their
/// root by the kernel and pinned by a bind mount before anybody uses them.
package dev.marina.agent.volume;
