/// Structural schemas of custom resources: read once, then used to prune, to fill in defaults and to validate in upstream's words.
/// Knows JSON only. apiextensions-apiserver's pkg/apiserver/schema and pkg/apiserver/validation
package dev.marina.apiserver.structural;
