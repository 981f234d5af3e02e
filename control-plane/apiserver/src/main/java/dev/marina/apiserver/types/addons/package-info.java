/// Types of apps.marina.dev/v1 that applications keep things in.
package dev.marina.apiserver.types.addons;
