/// Whether an identity may do something: roles and bindings of the cluster over the bootstrap ones that every cluster shares,
/// and narrower rules for nodes. Decisions are data: they say which rules were tried.
package dev.marina.apiserver.authz;
