package dev.marina.console.act;

/// One request to a cluster's API.
///
/// @param type of the document
public record Request(String method, String path, String type, String document) {

    static final String MERGE = "application/merge-patch+json";

    static Request merge(String path, String document) {
        return new Request("PATCH", path + "?fieldManager=marina-console", MERGE, document);
    }
}
