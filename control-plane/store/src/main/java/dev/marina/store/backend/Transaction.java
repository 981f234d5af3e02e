package dev.marina.store.backend;

import java.util.List;

/// Conditions and what to do when all of them hold. No key may be touched by two operations.
public record Transaction(List<Condition> conditions, List<Operation> operations) {

    public sealed interface Condition {}

    public record ValueIs(byte[] key, byte[] value) implements Condition {}

    public record Absent(byte[] key) implements Condition {}

    public sealed interface Operation {}

    public record Put(byte[] key, byte[] value) implements Operation {}

    public record Delete(byte[] key) implements Operation {}

    /// Every key with `from` <= key < `to`.
    public record DeleteRange(byte[] from, byte[] to) implements Operation {}

    public long bytes() {
        long bytes = 0;
        for (Condition condition : conditions) {
            bytes += switch (condition) {
                case ValueIs(byte[] key, byte[] value) -> key.length + value.length;
                case Absent(byte[] key) -> key.length;
            };
        }
        for (Operation operation : operations) {
            bytes += switch (operation) {
                case Put(byte[] key, byte[] value) -> key.length + value.length;
                case Delete(byte[] key) -> key.length;
                case DeleteRange(byte[] from, byte[] to) -> from.length + to.length;
            };
        }
        return bytes;
    }
}
