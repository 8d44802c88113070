// The form in SurveyJS.
import { Model } from 'survey-core';
import { renderSurvey } from 'survey-js-ui';
import definition from 'definition';

renderSurvey(new Model(definition), document.getElementById('form'));
