package dev.marina.apiserver.http;

import dev.marina.apiserver.protobuf.ProtobufBody;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One media range of an `Accept` header. https://www.rfc-editor.org/rfc/rfc9110#name-accept
///
/// @param parameters such as `as=Table`, in lower case, without the weight
public record Accept(String type, List<String> parameters, double weight) {

    private static final String WEIGHT = "q=";
    private static final Set<String> JSON = Set.of("application/json", "application/*", "*/*", "text/*", "text/plain");

    /// What the client wants, best first; empty where it does not say.
    public static List<Accept> of(Headers headers) {
        return of(headers.all("accept"));
    }

    static List<Accept> of(List<String> headers) {
        return headers.isEmpty()
                ? List.of()
                : headers.stream().flatMap(header -> Arrays.stream(header.split(","))).map(String::strip).filter(range -> !range.isEmpty())
                        .map(Accept::parse).sorted(Comparator.comparingDouble((Accept range) -> range.weight()).reversed()).toList();
    }

    /// Whether a plain object, such as a `Status`, is to be written as protobuf.
    public static boolean protobufFirst(List<Accept> accepted) {
        return accepted.stream().filter(range -> !range.transforms() && (range.json() || range.yaml() || range.protobuf())).findFirst()
                .filter(Accept::protobuf).isPresent();
    }

    private static Accept parse(String range) {
        String[] parts = range.toLowerCase(Locale.ROOT).split(";");
        List<String> all = Arrays.stream(parts).skip(1).map(String::strip).toList();
        double weight = all.stream().filter(parameter -> parameter.startsWith(WEIGHT)).findFirst().map(Accept::parseWeight).orElse(1.0);
        return new Accept(parts[0].strip(), all.stream().filter(parameter -> !parameter.startsWith(WEIGHT)).toList(), weight);
    }

    /// Whether JSON is meant, also where anything is.
    public boolean json() {
        return JSON.contains(type);
    }

    public boolean protobuf() {
        return type.equals(ProtobufBody.MEDIA_TYPE);
    }

    public boolean yaml() {
        return type.equals("application/yaml") || type.equals("text/yaml");
    }

    /// Whether not the object itself is wanted but something made of it.
    public boolean transforms() {
        return parameters.stream().anyMatch(parameter -> parameter.startsWith("as="));
    }

    private static double parseWeight(String parameter) {
        try {
            return Double.parseDouble(parameter.substring(WEIGHT.length()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// Whether a media type lies in this range.
    public boolean takes(String mediaType) {
        return type.equals("*/*") || type.equals(mediaType) || type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1));
    }
}
