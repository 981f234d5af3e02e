/// Fetches labs from Git.
///
/// **Purpose**: for each `LabSource` with a repository, makes a pod that fetches it, once, and again when somebody asks; reads from the pod's log what it has found,
/// and writes that into the source's status. The platform itself asks no repository: what a pod of the cluster can reach is what can be fetched.
/// **Watches**: LabSources, and their pods. **Writes**: the namespace `marina-labs`, pods in it, statuses.
/// **When it fails**: labs stay as they were fetched last, and the status says why.
package dev.marina.labs.fetch;
