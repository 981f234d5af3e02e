/// The add-on controller.
///
/// **Purpose.** Makes an AddOn true with the types of Kubernetes: a StatefulSet of one pod, a Service, claims, Secrets, a NetworkPolicy that lets in applications
/// bound to it. Carries out its procedures: users are made, credentials rotated, backups made and checked, restored.
/// **Watches.** AddOns; what belongs to one (by its name or its label), its pods and jobs; Applications that are bound to one, and their Deployments.
/// **Writes.** Its parts, by server-side apply. The Secret `<add-on>-admin`, whose passwords are made up here and nowhere else. Jobs, which alone speak to the
/// server: the platform has no way into a cluster's network. An annotation on the template of a bound application's Deployment, which restarts it. The add-on's
/// status. Events Provisioned, CredentialsRotated, BackedUp, BackupFailed, Restored, RestoreFailed, and one for each thing that is in its way.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** What is refused (a quota, a policy) is said in the status and tried again after a minute. How far a procedure has come is in the status,
/// the Secret's annotations and the names of jobs, so that it goes on wherever it was cut off. Jobs that set passwords are made again until they succeed; a
/// backup or a restore that fails is told.
package dev.marina.controllers.addon;
