package dev.marina.apiserver.discovery;

import dev.marina.apiserver.http.Accept;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.protobuf.ProtobufBody;
import java.util.List;
import java.util.Optional;

/// In which form a client wants what discovery says.
///
/// @param version of `apidiscovery.k8s.io`, or "" for one list for each group and version
public record DiscoveryForm(String version, boolean protobuf) {

    static final DiscoveryForm PLAIN = new DiscoveryForm("", false);
    private static final List<String> VERSIONS = List.of("v2", "v2beta1");

    /// The first form of the `Accept` header that is served; empty where none is.
    static Optional<DiscoveryForm> of(Headers headers) {
        List<Accept> accepted = Accept.of(headers);
        return accepted.isEmpty() ? Optional.of(PLAIN) : accepted.stream().map(DiscoveryForm::parse).flatMap(Optional::stream).findFirst();
    }

    /// The same of what has one form only.
    static DiscoveryForm plain(Headers headers) {
        return new DiscoveryForm("", Accept.protobufFirst(Accept.of(headers)));
    }

    /// Whether the answer is to be protobuf.
    ///
    /// @param all whether it is asked for all groups, which have more than one form
    public static boolean inProtobuf(Headers headers, boolean all) {
        return all ? of(headers).filter(DiscoveryForm::protobuf).isPresent() : plain(headers).protobuf();
    }

    private static Optional<DiscoveryForm> parse(Accept range) {
        List<String> parameters = range.parameters();
        if (!range.json() && !range.protobuf()) {
            // What is not written here in that form is written as JSON, as it always was.
            return range.type().startsWith("application/") && parameters.isEmpty() ? Optional.of(PLAIN) : Optional.empty();
        }
        if (!range.transforms()) {
            return Optional.of(new DiscoveryForm("", range.protobuf()));
        }
        if (!parameters.contains("as=apigroupdiscoverylist") || !parameters.contains("g=apidiscovery.k8s.io")) {
            return Optional.empty();
        }
        return VERSIONS.stream().filter(version -> parameters.contains("v=" + version)).findFirst()
                .map(version -> new DiscoveryForm(version, range.protobuf()));
    }

    boolean aggregated() {
        return !version.isEmpty();
    }

    /// The same question for whoever adds something to the answer, which is easier in JSON.
    public static Headers inJson(Headers headers) {
        return headers.with("accept", headers.all("accept").stream().map(range -> range.replace(ProtobufBody.MEDIA_TYPE, "application/json")).toList());
    }
}
