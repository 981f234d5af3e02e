/// What clients ask of the registry, held against their token and their tenant's plan on its way.
package dev.marina.registry.gate;
