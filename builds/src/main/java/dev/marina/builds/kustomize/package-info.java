/// Kustomize, as far as its documentation goes and a folder needs nothing from elsewhere. There is no maintained library of it for the JVM, and Debian's
/// kubectl has one that is years old. What is not done (remote resources, helmCharts, replacements, vars, plug-ins) is refused by the name of its field.
package dev.marina.builds.kustomize;
