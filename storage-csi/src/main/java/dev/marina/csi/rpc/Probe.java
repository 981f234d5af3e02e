package dev.marina.csi.rpc;

import com.google.protobuf.BoolValue;
import dev.marina.csi.v1.ProbeRequest;
import dev.marina.csi.v1.ProbeResponse;

/// Whether the driver can work: it can as long as it answers.
public record Probe() implements Rpc<ProbeRequest, ProbeResponse> {

    @Override
    public ProbeResponse handle(ProbeRequest request) {
        return ProbeResponse.newBuilder().setReady(BoolValue.of(true)).build();
    }
}
