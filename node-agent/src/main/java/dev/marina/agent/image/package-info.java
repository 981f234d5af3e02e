/// Container images: pulling with policy, login and back-off; who may run what was pulled; the way out to registries; and those
/// that every machine needs, made without a registry.
package dev.marina.agent.image;
