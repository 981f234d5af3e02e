/// Types of apps.marina.dev/v1 that make images.
package dev.marina.apiserver.types.builds;
