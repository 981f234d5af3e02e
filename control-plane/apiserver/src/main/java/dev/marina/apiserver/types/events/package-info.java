/// Types of events.k8s.io/v1, one file each.
package dev.marina.apiserver.types.events;
