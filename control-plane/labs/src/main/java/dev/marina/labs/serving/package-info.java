/// Labs, their texts and what happened in runs, as the API server shows them.
package dev.marina.labs.serving;
