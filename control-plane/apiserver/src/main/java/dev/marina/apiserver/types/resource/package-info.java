/// Types of resource.k8s.io: devices, and who claims them.
package dev.marina.apiserver.types.resource;
