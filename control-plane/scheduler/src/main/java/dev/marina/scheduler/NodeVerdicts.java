package dev.marina.scheduler;

import dev.marina.scheduler.Decision.NodeVerdict;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Verdicts by node, in the order in which the nodes were looked at. Hundreds are noted for every pod and hardly ever asked for one by one, so they are
/// a list until somebody does. To be added to by one thread; then from any.
final class NodeVerdicts extends AbstractMap<String, NodeVerdict> {

    private final List<String> nodes;
    private final List<NodeVerdict> verdicts;
    private volatile Map<String, NodeVerdict> byNode;

    /// @param expected about how many there will be
    NodeVerdicts(int expected) {
        nodes = new ArrayList<>(expected);
        verdicts = new ArrayList<>(expected);
    }

    /// Of a node of which there is none yet.
    void add(String node, NodeVerdict verdict) {
        nodes.add(node);
        verdicts.add(verdict);
    }

    @Override
    public NodeVerdict get(Object node) {
        Map<String, NodeVerdict> found = byNode;
        if (found == null) {
            found = new HashMap<>(this);
            byNode = found;
        }
        return found.get(node);
    }

    @Override
    public boolean containsKey(Object node) {
        return get(node) != null;
    }

    @Override
    public int size() {
        return nodes.size();
    }

    @Override
    public Set<Map.Entry<String, NodeVerdict>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, NodeVerdict>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < nodes.size();
                    }

                    @Override
                    public Map.Entry<String, NodeVerdict> next() {
                        Map.Entry<String, NodeVerdict> entry = Map.entry(nodes.get(next), verdicts.get(next));
                        next++;
                        return entry;
                    }
                };
            }

            @Override
            public int size() {
                return nodes.size();
            }
        };
    }
}
