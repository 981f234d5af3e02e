package dev.marina.apiserver.flowcontrol;

/// What a request holds while it is served. May be closed twice.
@FunctionalInterface
public interface Seat extends AutoCloseable {

    @Override
    void close();
}
