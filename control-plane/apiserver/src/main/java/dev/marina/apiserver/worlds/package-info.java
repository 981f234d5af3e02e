/// The same manifests in two copies of a cluster, with one difference, on one clock: `POST /apis/marina.dev/v1/namespaces/{namespace}/twoworlds`.
///
/// What is asked ([WorldsRequest], [OneDifference]), how states are compared ([Conduct], [Lineage], [Comparison]) and how it is told ([Compared]) is
/// here, and knows nothing of controllers; a [Comparer] lets both worlds go on, beside controllers and scheduler. Who may create `twoworlds` may ask.
/// Manifests are applied with nothing but the asker's own rights, and of objects that the asker may not get in the real cluster nothing is told and
/// nothing compared.
package dev.marina.apiserver.worlds;
