/// Purpose: binds claims to volumes, says in which phase both are, and protects them, and classes of attributes, while they are in use.
///
/// Watches: claims, volumes, storage classes, VolumeAttributesClasses, pods. Writes: claims, volumes and their status, finalizers.
/// Settings: none. A claim of a class that waits for its first consumer is left to the scheduler, which names a node in the
/// annotation `volume.kubernetes.io/selected-node`; the provisioner on that node's machine then makes the volume.
/// When it fails: events on the claim; tried again with back-off.
package dev.marina.controllers.volume;
