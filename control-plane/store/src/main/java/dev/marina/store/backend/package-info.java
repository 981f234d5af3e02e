/// The one small interface behind which durable storage lies, and its implementation in memory.
package dev.marina.store.backend;
