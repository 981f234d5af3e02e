/// Asks containers and Services by the ways that the API has for everybody: `pods/log`, `pods/proxy`, `services/proxy`.
package dev.marina.labs.asking;
