/// Types that a cluster defines for itself: what its CustomResourceDefinitions say becomes the same [dev.marina.apiserver.registry.ResourceDefinition]
/// that built-in types are. Two clusters share nothing of it, and a cluster without definitions costs nothing.
package dev.marina.apiserver.crd;
