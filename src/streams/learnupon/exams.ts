import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  list,
  object,
  ofParent,
  pathPart,
  raw,
  singlePage,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { wholeNumber } from './by-id.ts';
import { ofExamModule } from './modules.ts';
import { perhapsPages } from './paging.ts';

// https://docs.learnupon.com/api/#exams
export const exams = defineStream({
  name: 'exams',
  description: 'Exams, surveys and knowledge checks that modules use',
  source: 'https://docs.learnupon.com/api/#exams',
  selectedByDefault: false,
  parent: ofExamModule,
  path: ({ partition: { exam_id } }) => `/exams/${pathPart(exam_id)}`,
  records: 'exam',
  single: true,
  paginate: singlePage(),
  primaryKey: ['exam_id'],
  fields: {
    exam_id: ofParent(id('Exam')),
    name: text('Name'),
    is_survey: flag('Is a survey'),
    is_timed_exam: flag('Is timed'),
    is_knowledge_check: flag('Is a knowledge check'),
    pass_percentage: decimal('Score that passes'),
    pass_mark: decimal('Points that pass'),
    attempts: text('Attempts allowed, or unlimited'),
    time_for_exam: decimal('Minutes allowed'),
  },
});

// https://docs.learnupon.com/api/#exam-questions
export const examQuestions = defineStream({
  name: 'exam_questions',
  description: 'Questions of exams and surveys with their answers',
  source: 'https://docs.learnupon.com/api/#exam-questions',
  selectedByDefault: false,
  parent: ofExamModule,
  path: ({ partition: { exam_id } }) => `/exams/${pathPart(exam_id)}/questions`,
  records: 'questions',
  paginate: perhapsPages,
  primaryKey: ['exam_id', 'question_id'],
  fields: {
    exam_id: ofParent(id('Exam')),
    question_id: id('Question'),
    question_text: text('Question as HTML'),
    question_type: text('choice, feedback, rating, order list, match list or fill in the blanks'),
    question_choice_type: text('single or multiple'),
    points: decimal('Points'),
    answers: list(
      object(
        {
          answer_id: integer('Answer'),
          answer_text: text('Answer as text'),
          sequence: integer('Place'),
          is_correct: flag('Correct'),
          for_matching: raw('What it has to be matched with'),
          predefined_answers: raw('Accepted answers'),
          rating_options: raw('Ratings'),
        },
        'One answer',
      ),
      'Answers',
    ),
  },
});

// https://docs.learnupon.com/api/#exam-enrollments
export const examEnrollments = defineStream({
  name: 'exam_enrollments',
  description: 'Attempts at exams and surveys',
  source: 'https://docs.learnupon.com/api/#exam-enrollments',
  selectedByDefault: false,
  parent: ofExamModule,
  path: ({ partition: { exam_id } }) => `/exams/${pathPart(exam_id)}/enrollments`,
  records: 'exam_enrollments',
  paginate: perhapsPages,
  primaryKey: ['exam_enrollment_id'],
  fields: {
    exam_id: ofParent(id('Exam')),
    exam_enrollment_id: id('Attempt of one learner'),
    status: text('Passed, Failed ...'),
    time_taken: decimal('Minutes taken'),
    attempts_used: integer('Attempts used'),
    score: decimal('Score; absent for surveys'),
    user_id: integer('Learner; hidden in anonymous surveys'),
    portal_membership_id: integer("Learner's membership of the portal"),
    date_completed: instant('iso', 'Completion'),
  },
});

const ofExamEnrollment: ParentLink = {
  stream: examEnrollments,
  partition: (row, { exam_id }) => {
    const enrollment = wholeNumber(row['exam_enrollment_id']);
    return enrollment === null || exam_id === undefined ? null : { exam_id, exam_enrollment_id: enrollment };
  },
};

// https://docs.learnupon.com/api/#exam-answers
export const examAnswers = defineStream({
  name: 'exam_answers',
  description: 'What learners answered in exams and surveys; personal data, one request per attempt',
  source: 'https://docs.learnupon.com/api/#exam-answers',
  selectedByDefault: false,
  parent: ofExamEnrollment,
  path: ({ partition: { exam_id, exam_enrollment_id } }) =>
    `/exams/${pathPart(exam_id)}/answers/${pathPart(exam_enrollment_id)}`,
  records: (body) => (typeof body === 'object' && body !== null && 'questions' in body ? [body] : undefined),
  paginate: singlePage(),
  primaryKey: ['exam_id', 'exam_enrollment_id'],
  fields: {
    exam_id: ofParent(id('Exam')),
    exam_enrollment_id: ofParent(id('Attempt of one learner')),
    user: text('Learner; hidden in anonymous surveys'),
    email: text("Learner's e-mail address; hidden in anonymous surveys"),
    questions: list(
      object(
        {
          question_id: integer('Question'),
          question_text: text('Question as HTML'),
          answers: object(
            {
              correct_answer: list(raw('Answer'), 'Correct answers'),
              given_answer: list(raw('Answer'), 'Answers given'),
            },
            'Correct and given answers',
          ),
          overall_status: text('Whether it was answered correctly: a word or a code'),
        },
        'One question',
      ),
      'Questions',
    ),
  },
});
