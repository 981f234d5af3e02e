/// The application controller.
///
/// **Purpose.** Makes an Application true with the types of Kubernetes: a Deployment, or a CronJob where there is a schedule; a Service, an Ingress, an
/// autoscaler, claims. Keeps revisions, to which an application can be rolled back, and says how it is.
/// **Watches.** Applications; what belongs to one (by its name or its label), its pods, autoscalers of others, Builds.
/// **Writes.** Its parts, by server-side apply: only what the application says; whatever else somebody sets on them is theirs. An object of somebody
/// else's that has the name of a part is never touched. ControllerRevisions, one for each revision; the application's status; its spec when it is rolled
/// back. Events Deployed, RolledBack, RollbackRevisionNotFound, and for each thing that is in its way one with the reason of its condition.
/// **Settings.** The domain below which applications have names.
/// **Metrics.** Those of the engine.
/// **When it fails.** What is refused (a quota, a policy) is said in the application's condition Degraded and tried again after a minute. A field that
/// somebody else has taken stays theirs, and is said, until the application is changed next. Everything may be done twice.
package dev.marina.controllers.application;
