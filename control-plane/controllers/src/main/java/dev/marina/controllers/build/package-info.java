/// Builds of images.
///
/// **Purpose**: makes each Build a pod of the builder in its namespace, once, and says in its status what came of it. The pod has no privilege, no token
/// for the cluster's API, and limits for processor, memory, disk and time; it asks the platform's registry as its service account.
/// **Watches**: Builds, and their pods. **Writes**: pods, statuses. **Settings**: the registry's name, where pods reach the front.
/// **When it fails**: a Build stays as it is; the pod goes on, and is looked at afterwards.
package dev.marina.controllers.build;
