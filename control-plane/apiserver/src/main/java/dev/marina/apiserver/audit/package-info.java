/// What was asked of tenants' clusters, as upstream's audit says it: records of `audit.k8s.io/v1`, each with the causes of what was written.
///
/// A request is judged by its cluster's policy ([AuditPolicy]) and, where that wants it, captured ([AuditEvent]) and left with [AuditLog].
/// Everything else happens on that one's thread: rendering, sealing, writing, and removing what is too much or too old. A request never
/// waits for its record.
package dev.marina.apiserver.audit;
