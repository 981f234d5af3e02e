/// Sets of fields: which parts of an object somebody wrote. Pure values, and their JSON form `FieldsV1`.
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
package dev.marina.apiserver.fieldset;
