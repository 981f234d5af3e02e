/// Container images: pulling with policy and back-off, and the two that every machine needs, made without a registry.
package dev.marina.agent.image;
