package dev.marina.net;

/// Which node of which cluster.
record NodeKey(String clusterId, String name) {

    /// As a file name, and as the part of a namespace's name that tells nodes apart.
    String text() {
        return clusterId + "+" + name;
    }

    static NodeKey parse(String text) {
        int plus = text.indexOf('+');
        return new NodeKey(text.substring(0, plus), text.substring(plus + 1));
    }
}
