/// Who manages which field: `metadata.managedFields`, what a write makes of it, and server-side apply. Pure, but for the time that
/// is passed in. Entries are kept as they were read until somebody needs their fields.
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/
package dev.marina.apiserver.managedfields;
