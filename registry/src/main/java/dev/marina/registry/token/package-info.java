/// Who may do what in the registry, as tokens of the platform say it.
package dev.marina.registry.token;
