package dev.marina.net;

import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import dev.marina.net.linux.Nftables;
import java.util.function.Consumer;

/// One namespace with what is done to it: its links, its rules, its kernel settings.
record Side(Netns namespace, Links links, Nftables rules, Consumer<String[]> settings) implements AutoCloseable {

    static Side of(Netns namespace) {
        return new Side(namespace, namespace.links(), namespace.nftables(), namespace::sysctl);
    }

    void set(String... values) {
        settings.accept(values);
    }

    @Override
    public void close() {
        links.close();
        rules.close();
        namespace.close();
    }
}
