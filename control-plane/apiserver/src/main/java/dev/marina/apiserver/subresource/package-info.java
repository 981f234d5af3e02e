/// What the API does beyond get, list, watch and writes: one class for each subresource and each type that is asked and not stored.
package dev.marina.apiserver.subresource;
