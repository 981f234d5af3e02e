package dev.marina.console.kind;

/// What one begins with who writes an object.
final class Templates {

    private Templates() {}

    /// @param kind its plural; something that runs for any other
    static String of(String kind) {
        return switch (kind) {
            case "pods" -> """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: hello
                      namespace: default
                    spec:
                      containers:
                      - name: hello
                        image: marina/busybox:1
                        command: [httpd, -f, -p, "8080"]
                    """;
            case "services" -> """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: hello
                      namespace: default
                    spec:
                      selector:
                        app: hello
                      ports:
                      - port: 80
                        targetPort: 8080
                    """;
            case "configmaps" -> """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      namespace: default
                    data:
                      greeting: hello
                    """;
            case "namespaces" -> """
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: shop
                    """;
            case "cronjobs" -> """
                    apiVersion: batch/v1
                    kind: CronJob
                    metadata:
                      name: every-minute
                      namespace: default
                    spec:
                      schedule: "* * * * *"
                      jobTemplate:
                        spec:
                          template:
                            spec:
                              restartPolicy: Never
                              containers:
                              - name: say
                                image: marina/busybox:1
                                command: [date]
                    """;
            default -> """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: hello
                      namespace: default
                    spec:
                      replicas: 2
                      selector:
                        matchLabels:
                          app: hello
                      template:
                        metadata:
                          labels:
                            app: hello
                        spec:
                          containers:
                          - name: hello
                            image: marina/busybox:1
                            command: [httpd, -f, -p, "8080"]
                    """;
        };
    }
}
