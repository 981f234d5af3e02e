/// The controller of releases.
///
/// **Purpose.** Makes an Application true that is a Helm chart or a Kustomize folder. A pod of the cluster, without any right, renders it and prints what it has
/// made; that is kept as a revision, in a Secret as Helm has it, and applied by server-side apply with the rights of whoever has asked. Hooks of charts run in
/// their order. What a later revision does not make any more goes.
/// **Watches.** Applications with a source, pods of the namespace `marina-charts`, whatever has an application's label.
/// **Writes.** Those pods and their namespace; Secrets of revisions; what was rendered (as whoever asked); the application's status, its finalizer, and its
/// source when it is rolled back. Events Deployed, RolledBack, RollbackRevisionNotFound, RollbackRefused, Refused, HookFailed, Failed.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** What cannot be rendered, and a hook that fails, is said in the status, and everything stays as it was. What is refused (a right, a quota,
/// somebody else's name) is said and tried again after a minute. Everything may be done twice.
package dev.marina.controllers.release;
