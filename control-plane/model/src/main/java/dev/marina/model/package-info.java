/// Marina's own resource types of group `marina.dev/v1`, as the agent, the CSI side, tenancy and controllers see them.
///
/// `Cluster` and `NodePool` live in the management cluster in a namespace named after the tenant; `Machine` is
/// cluster-scoped there. The management cluster itself is tenant `marina`, cluster `management`.
package dev.marina.model;
