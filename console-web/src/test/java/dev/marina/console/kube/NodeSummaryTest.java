package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.Sample;
import io.fabric8.kubernetes.api.model.Node;

import org.junit.jupiter.api.Test;

class NodeSummaryTest {

    @Test
    void aReadyNodeShowsItsAddressAndWhatPodsMayUse() {
        NodeSummary summary = NodeSummary.of(node("{}", """
                {conditions: [{type: Ready, status: 'True'}], addresses: [{type: Hostname, address: n1}, {type: InternalIP, address: 100.64.0.7}],
                 allocatable: {cpu: '1', memory: 2Gi}, nodeInfo: {kubeletVersion: v1.36.0}}"""));

        assertEquals(new NodeSummary("Ready", "100.64.0.7", "1", "2Gi", "v1.36.0"), summary);
        assertEquals(Tone.GOOD, summary.tone());
    }

    @Test
    void aNodeThatDoesNotReportIsUnknownAndOneThatComplainsIsNotReady() {
        assertEquals("Unknown", NodeSummary.of(node("{}", "{}")).status());
        assertEquals("Unknown", NodeSummary.of(node("{}", "{conditions: [{type: Ready, status: Unknown}]}")).status());
        assertEquals("NotReady", NodeSummary.of(node("{}", "{conditions: [{type: Ready, status: 'False'}]}")).status());
        assertEquals(Tone.BAD, NodeSummary.of(node("{}", "{}")).tone());
    }

    @Test
    void aCordonedNodeSaysSo() {
        assertEquals("Ready,SchedulingDisabled", NodeSummary.of(node("{unschedulable: true}", "{conditions: [{type: Ready, status: 'True'}]}")).status());
    }

    private static Node node(String spec, String status) {
        return Sample.of("{apiVersion: v1, kind: Node, metadata: {name: n1}, spec: %s, status: %s}".formatted(spec, status), Node.class);
    }
}
