// The smallest comparable site of Eleventy's: Markdown without a template language, one layout in JavaScript.
export default function (config) {
  config.addGlobalData('layout', 'page.11ty.js');
  return { markdownTemplateEngine: false, htmlTemplateEngine: false };
}
