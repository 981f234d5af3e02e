package dev.marina.controllers.release;

/// The platform's registry, where a tenant's charts may lie beside its images.
///
/// @param name as charts begin with it, such as `localhost:8080`
/// @param front `host:port` at which pods reach it where its name means each machine itself; else ""
/// @param user as whom a pod's token is taken: `<tenant>/<cluster>`
public record ChartRegistry(String name, String front, String user) {

    boolean has(String chart) {
        return chart.startsWith("oci://" + name + "/");
    }
}
