/// What would follow from manifests, before anybody applies them.
///
/// The cluster finds it out in a copy of itself (`plans` of `marina.dev/v1`); here manifests are read ([dev.marina.console.plan.Manifests]), and
/// the answer becomes a tree of causes and a list ([dev.marina.console.plan.Outcome]).
package dev.marina.console.plan;
