/// Resource quotas: which objects count towards one, and how much. Admission and the quota controller count by the same rules.
/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
package dev.marina.api.quota;
