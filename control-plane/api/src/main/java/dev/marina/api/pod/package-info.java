/// What several parts have to know of pods as documents.
package dev.marina.api.pod;
