/// What whoever creates or changes an object is told beside the answer: what is allowed and hardly meant. Upstream's `WarningsOnCreate` and
/// `WarningsOnUpdate` (pkg/registry/*/strategy.go) with their words. Documents only; called by the types' strategies.
package dev.marina.apiserver.warning;
