/// Answers what would follow from manifests, before anybody applies them: `POST /apis/marina.dev/v1/namespaces/{namespace}/plans`.
///
/// What is asked, how much it may cost and how it is told is here; a [Planner] finds it out, beside controllers and scheduler. Who may create
/// `plans` may ask, manifests are applied to the copy with nothing but the asker's own rights, and of objects that the asker may not get
/// nothing is told but that something happened.
package dev.marina.apiserver.plan;
