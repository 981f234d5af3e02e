package dev.marina.agent.driver;

import io.grpc.StatusRuntimeException;

/// What drivers answer, in words.
final class Rpc {

    private static final int LONGEST = 1_000;

    private Rpc() {}

    /// As kubelet's events have it; no more of it than a person reads.
    static String words(StatusRuntimeException failure) {
        String said = String.valueOf(failure.getStatus().getDescription());
        return "rpc error: code = %s desc = %s".formatted(failure.getStatus().getCode(), said.length() > LONGEST ? said.substring(0, LONGEST) + "…" : said);
    }
}
